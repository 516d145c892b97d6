// a comment
let a = 1 /* more */ + 2
