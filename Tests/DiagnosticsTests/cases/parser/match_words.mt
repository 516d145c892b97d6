switch x { 1 -> :a }
case y {
  case 1 -> :a
  case (:ok, v) => v
  default -> :c
}
match z {
  1: :a
  else -> 2
}
