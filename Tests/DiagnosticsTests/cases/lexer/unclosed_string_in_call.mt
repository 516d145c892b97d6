print("hello)
print(1, 2
print("fine")
