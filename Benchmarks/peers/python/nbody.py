"""Floats: five planets, N steps."""
from math import sqrt

import bench

MASS, DAYS = 39.47841760435743, 365.24


def body(x, y, z, vx, vy, vz, m):
    return [x, y, z, vx * DAYS, vy * DAYS, vz * DAYS, m * MASS]


BODIES = [
    body(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0),
    body(4.84143144246472090, -1.16032004402742839, -0.103622044471123109,
         0.00166007664274403694, 0.00769901118419740425, -0.0000690460016972063023, 0.000954791938424326609),
    body(8.34336671824457987, 4.12479856412430479, -0.403523417114321381,
         -0.00276742510726411899, 0.00499852801234917238, 0.0000230417297573763929, 0.000285885980666130812),
    body(12.8943695621391310, -15.1111514016986312, -0.223307578892655734,
         0.00296460137564761618, 0.00237847173959480950, -0.0000296589568540237556, 0.0000436624404335156298),
    body(15.3796971148509165, -25.9193146099879641, 0.179258772950371181,
         0.00268067772490389322, 0.00162824170038242295, -0.0000951592254519715870, 0.0000515138902046611451),
]


def offset():
    sun = BODIES[0]
    for axis in range(3):
        sun[3 + axis] = -sum(b[3 + axis] * b[6] for b in BODIES) / MASS


def advance():
    for i, a in enumerate(BODIES):
        x, y, z, vx, vy, vz, m = a
        for b in BODIES[i + 1:]:
            x2, y2, z2, vx2, vy2, vz2, m2 = b
            dx, dy, dz = x - x2, y - y2, z - z2
            d2 = dx * dx + dy * dy + dz * dz
            mag = 0.01 / (d2 * sqrt(d2))
            p, q = m2 * mag, m * mag
            vx, vy, vz = vx - dx * p, vy - dy * p, vz - dz * p
            b[3], b[4], b[5] = vx2 + dx * q, vy2 + dy * q, vz2 + dz * q
        a[:6] = x + 0.01 * vx, y + 0.01 * vy, z + 0.01 * vz, vx, vy, vz


def energy():
    e = 0.0
    for i, (x, y, z, vx, vy, vz, m) in enumerate(BODIES):
        e += 0.5 * m * (vx * vx + vy * vy + vz * vz)
        for x2, y2, z2, *_, m2 in BODIES[i + 1:]:
            e -= m * m2 / sqrt((x - x2) ** 2 + (y - y2) ** 2 + (z - z2) ** 2)
    return e


def steps(n):
    for _ in range(n):
        advance()
    return energy()


n, = bench.arguments()
offset()
bench.run(lambda: steps(n))
