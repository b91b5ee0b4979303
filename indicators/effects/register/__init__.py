"""The register of interventions: entries, versions, history, exchange, who may write."""
