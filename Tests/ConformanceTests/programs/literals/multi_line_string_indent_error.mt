# A line indented less than the closing quotes is an error.
let a = """
    fine
  less
    """
# expect error:
