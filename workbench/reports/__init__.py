"""Reports: what a written study folder holds (`folder`, `manifest`), its answer in words (`answer`) and its page."""
