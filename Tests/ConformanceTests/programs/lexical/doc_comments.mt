# `##` lines document the module or function below; they change nothing in the run.

## Doubles things.
##
## >> Doubler.double(2)
## 4
module Doubler {
  ## Gives twice `x`.
  fn double(x) { x * 2 }
}

## A function of the file.
fn triple(x) { x * 3 }

print(Doubler.double(4), triple(4)) # expect: 8 12
