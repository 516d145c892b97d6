# Floats: five planets, N steps.
module Bodies {
  let solar_mass = 39.47841760435743
  let days = 365.24

  fn all() {
    [
      (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, solar_mass),
      (4.84143144246472090, -1.16032004402742839, -0.103622044471123109,
        0.00166007664274403694 * days, 0.00769901118419740425 * days, -0.0000690460016972063023 * days,
        0.000954791938424326609 * solar_mass),
      (8.34336671824457987, 4.12479856412430479, -0.403523417114321381,
        -0.00276742510726411899 * days, 0.00499852801234917238 * days, 0.0000230417297573763929 * days,
        0.000285885980666130812 * solar_mass),
      (12.8943695621391310, -15.1111514016986312, -0.223307578892655734,
        0.00296460137564761618 * days, 0.00237847173959480950 * days, -0.0000296589568540237556 * days,
        0.0000436624404335156298 * solar_mass),
      (15.3796971148509165, -25.9193146099879641, 0.179258772950371181,
        0.00268067772490389322 * days, 0.00162824170038242295 * days, -0.0000951592254519715870 * days,
        0.0000515138902046611451 * solar_mass),
    ]
  }

  fn offset([(x, y, z, _, _, _, m) | rest] as bodies) {
    let (px, py, pz) = momentum(bodies, 0.0, 0.0, 0.0)
    [(x, y, z, -px / solar_mass, -py / solar_mass, -pz / solar_mass, m) | rest]
  }

  private fn momentum([], px, py, pz) { (px, py, pz) }
  private fn momentum([(_, _, _, vx, vy, vz, m) | rest], px, py, pz) {
    momentum(rest, px + vx * m, py + vy * m, pz + vz * m)
  }
}

fn steps(0, bodies) { bodies }
fn steps(n, bodies) { steps(n - 1, advance(bodies)) }

fn advance([]) { [] }
fn advance([(x, y, z, vx, vy, vz, m) | rest]) {
  let (others, vx1, vy1, vz1) = pairs(x, y, z, vx, vy, vz, m, rest, [])
  [(x + 0.01 * vx1, y + 0.01 * vy1, z + 0.01 * vz1, vx1, vy1, vz1, m) | advance(others)]
}

fn pairs(_, _, _, vx, vy, vz, _, [], done) { (List.reverse(done), vx, vy, vz) }
fn pairs(x, y, z, vx, vy, vz, m, [(x2, y2, z2, vx2, vy2, vz2, m2) | rest], done) {
  let dx = x - x2
  let dy = y - y2
  let dz = z - z2
  let d2 = dx * dx + dy * dy + dz * dz
  let mag = 0.01 / (d2 * Math.sqrt(d2))
  let a = m2 * mag
  let b = m * mag
  pairs(x, y, z, vx - dx * a, vy - dy * a, vz - dz * a, m, rest,
    [(x2, y2, z2, vx2 + dx * b, vy2 + dy * b, vz2 + dz * b, m2) | done])
}

fn energy([], e) { e }
fn energy([(x, y, z, vx, vy, vz, m) | rest], e) {
  energy(rest, between(x, y, z, m, rest, e + 0.5 * m * (vx * vx + vy * vy + vz * vz)))
}

fn between(_, _, _, _, [], e) { e }
fn between(x, y, z, m, [(x2, y2, z2, _, _, _, m2) | rest], e) {
  let dx = x - x2
  let dy = y - y2
  let dz = z - z2
  between(x, y, z, m, rest, e - m * m2 / Math.sqrt(dx * dx + dy * dy + dz * dz))
}

let n = Bench.argument(0, 500_000)
let bodies = Bodies.offset(Bodies.all())
Bench.load([List, Math])
Bench.run { energy(steps(n, bodies), 0.0) }
