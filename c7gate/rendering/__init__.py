"""Any view to text. All escaping stands in `escape.py`."""
