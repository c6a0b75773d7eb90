"""What comes in: feeds that are read, candidates until somebody decides, copies of what sources say."""
