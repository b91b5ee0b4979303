"""What is around every page: address, controls, language, navigation, style."""
