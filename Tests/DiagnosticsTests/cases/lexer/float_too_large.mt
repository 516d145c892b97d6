let x = 1.0e999
