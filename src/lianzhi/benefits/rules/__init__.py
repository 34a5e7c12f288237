"""What is due to whom and why, and the ledger it is paid by: pure.  R-215, R-230..R-234."""
