"""Where tables come from: files through DuckDB, Postgres, Spark, and their dialects of SQL."""
