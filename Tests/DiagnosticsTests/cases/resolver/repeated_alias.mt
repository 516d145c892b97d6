match (1, 2) { (x, _) as x -> x }
