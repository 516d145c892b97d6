let 名前 = 1
print("日本語", 1x)
	print("	", 1x)
print("👩‍👩‍👧 é", 1x)
