// swift-tools-version: 6.1
import PackageDescription

// A package of its own, as a program that uses Martlet is; and Martlet itself needs no SwiftNIO.
let package = Package(
  name: "martlet-server",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "martlet-server", targets: ["MartletServer"])
  ],
  dependencies: [
    // Elsewhere: .package(url: "...", from: "..."), with the address and a version of Martlet.
    .package(name: "martlet", path: "../.."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.65.0"),
  ],
  targets: [
    .executableTarget(
      name: "MartletServer",
      dependencies: [
        .product(name: "Martlet", package: "martlet"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ],
      swiftSettings: [.swiftLanguageMode(.v6)]
    ),
    .testTarget(
      name: "MartletServerTests",
      dependencies: [
        "MartletServer",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ],
      swiftSettings: [.swiftLanguageMode(.v6)]
    ),
  ]
)
