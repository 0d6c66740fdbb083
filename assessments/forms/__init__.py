"""Is the input well formed? One plain form an action, in a file for each subject."""
