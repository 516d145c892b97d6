let a = """
  text
