# `p!1` is an error that says to write a space before `!`.
let p = self()
p!1 # expect error: space
