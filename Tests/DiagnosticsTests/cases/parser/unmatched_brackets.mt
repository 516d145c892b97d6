let a = 1)
print(2]
}
print(3)
