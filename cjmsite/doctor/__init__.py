"""What is wrong with a set-up, and how to mend it: the machine, the folder, what is installed. Not what is written.

Each check is a function that looks at one thing and gives what it found. None of them changes anything.
"""
