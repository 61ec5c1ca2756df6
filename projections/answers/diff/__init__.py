"""What is different between two moments, which events made it so, and what changed the progress?"""
