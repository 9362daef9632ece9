"""Files of a log as tables of texts: CSV in any encoding and with any separator of spreadsheets, xlsx, Parquet, XES."""
