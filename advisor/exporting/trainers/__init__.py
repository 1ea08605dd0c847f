"""Files of trainers that people already use, a module for each; `tables` says what each of them can express."""
