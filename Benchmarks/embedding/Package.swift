// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "embedding-benchmark",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "martlet", path: "../..")],
  targets: [
    .executableTarget(
      name: "EmbeddingBenchmark",
      dependencies: [.product(name: "Martlet", package: "martlet")],
      swiftSettings: [.swiftLanguageMode(.v6)]
    )
  ]
)
