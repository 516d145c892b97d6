let a = """
    one
  two
    """
let b = """text
  """
let c = """
  text"""
