-- Measures what a workload takes, and prints its result and the microseconds: those of the processor,
-- the only clock that Lua has which is fine enough.
return function(work)
  local start = os.clock()
  local result = work()
  print(result .. " " .. math.floor((os.clock() - start) * 1e6))
end
