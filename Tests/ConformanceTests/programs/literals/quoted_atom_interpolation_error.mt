# `\(` is no escape in a quoted atom.
let a = :"x\(1)" # expect error:
