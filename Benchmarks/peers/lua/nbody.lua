-- Floats: five planets, N steps.
package.path = arg[0]:match("^(.*)/") .. "/?.lua;" .. package.path
local bench = require("bench")
local n = tonumber(arg[1])
local sqrt = math.sqrt
local mass, days = 39.47841760435743, 365.24

local function body(x, y, z, vx, vy, vz, m)
  return { x = x, y = y, z = z, vx = vx * days, vy = vy * days, vz = vz * days, m = m * mass }
end

local bodies = {
  body(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0),
  body(4.84143144246472090, -1.16032004402742839, -0.103622044471123109,
    0.00166007664274403694, 0.00769901118419740425, -0.0000690460016972063023, 0.000954791938424326609),
  body(8.34336671824457987, 4.12479856412430479, -0.403523417114321381,
    -0.00276742510726411899, 0.00499852801234917238, 0.0000230417297573763929, 0.000285885980666130812),
  body(12.8943695621391310, -15.1111514016986312, -0.223307578892655734,
    0.00296460137564761618, 0.00237847173959480950, -0.0000296589568540237556, 0.0000436624404335156298),
  body(15.3796971148509165, -25.9193146099879641, 0.179258772950371181,
    0.00268067772490389322, 0.00162824170038242295, -0.0000951592254519715870, 0.0000515138902046611451),
}

local function offset()
  local px, py, pz = 0.0, 0.0, 0.0
  for _, b in ipairs(bodies) do
    px, py, pz = px + b.vx * b.m, py + b.vy * b.m, pz + b.vz * b.m
  end
  local sun = bodies[1]
  sun.vx, sun.vy, sun.vz = -px / mass, -py / mass, -pz / mass
end

local function advance()
  for i = 1, #bodies do
    local a = bodies[i]
    local x, y, z, vx, vy, vz, m = a.x, a.y, a.z, a.vx, a.vy, a.vz, a.m
    for j = i + 1, #bodies do
      local b = bodies[j]
      local dx, dy, dz = x - b.x, y - b.y, z - b.z
      local d2 = dx * dx + dy * dy + dz * dz
      local mag = 0.01 / (d2 * sqrt(d2))
      local p, q = b.m * mag, m * mag
      vx, vy, vz = vx - dx * p, vy - dy * p, vz - dz * p
      b.vx, b.vy, b.vz = b.vx + dx * q, b.vy + dy * q, b.vz + dz * q
    end
    a.vx, a.vy, a.vz = vx, vy, vz
    a.x, a.y, a.z = x + 0.01 * vx, y + 0.01 * vy, z + 0.01 * vz
  end
end

local function energy()
  local e = 0.0
  for i, a in ipairs(bodies) do
    e = e + 0.5 * a.m * (a.vx * a.vx + a.vy * a.vy + a.vz * a.vz)
    for j = i + 1, #bodies do
      local b = bodies[j]
      local dx, dy, dz = a.x - b.x, a.y - b.y, a.z - b.z
      e = e - a.m * b.m / sqrt(dx * dx + dy * dy + dz * dz)
    end
  end
  return e
end

offset()
bench(function()
  for _ = 1, n do advance() end
  return string.format("%.17g", energy())
end)
