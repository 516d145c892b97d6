if a { 1 } elif b { 2 } else { 3 }
if a {
  1
}
elsif b {
  2
}
