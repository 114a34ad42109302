"""Reports: a written study folder (`folder`, `manifest`), opened (`report`), and its pages in three forms (`write`)."""
