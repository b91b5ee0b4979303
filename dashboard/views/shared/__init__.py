"""What more than one page of a city uses: outlines and maps of districts, alerts, the register as it stands now."""
