// swift-tools-version: 6.2

import PackageDescription

let package = Package(
    name: "slipway",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "slipway", targets: ["slipway"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .executableTarget(
            name: "slipway",
            dependencies: ["SlipwayCLI"],
            // The static standard library asks for all symbols to be exported, which keeps unused code and costs the
            // loader as much time as the rest of a start.
            linkerSettings: [
                .unsafeFlags(
                    [
                        "-use-ld=lld", "-Xlinker", "--no-export-dynamic",
                        "-Xlinker", "-z", "-Xlinker", "pack-relative-relocs",
                    ],
                    .when(platforms: [.linux], configuration: .release)
                )
            ]
        ),
        .systemLibrary(name: "CSQLite"),
        // What Swift cannot call by itself.
        .target(name: "CSlipway"),
        .target(
            name: "SlipwayCLI",
            dependencies: [
                "CSlipway", "SlipwayClient", "SlipwayCrypto", "SlipwayHTTP", "SlipwayMasking", "SlipwayModel",
                "SlipwayServices", "SlipwayStore", "SlipwayStoreSQLite", "SlipwayWire",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]
        ),
        .target(
            name: "SlipwayClient",
            dependencies: [
                "SlipwayWire",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ]
        ),
        .target(
            name: "SlipwayHTTP",
            dependencies: [
                "SlipwayServices", "SlipwayModel", "SlipwayWire",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOExtras", package: "swift-nio-extras"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            resources: [.embedInCode("Resources/openapi.json"), .embedInCode("Resources/slipway_serve.schema.json")]
        ),
        .target(name: "SlipwayWire"),
        .target(
            name: "SlipwayServices",
            dependencies: [
                "SlipwayModel", "SlipwayCrypto", "SlipwayStore",
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        .target(name: "SlipwayStore", dependencies: ["SlipwayModel"]),
        .target(
            name: "SlipwayStoreSQLite",
            dependencies: ["CSQLite", "SlipwayModel", "SlipwayStore"]
        ),
        .target(
            name: "SlipwayCrypto",
            dependencies: [
                .product(name: "Crypto", package: "swift-crypto"),
                // On macOS only this one brings the BoringSSL that is called directly.
                .product(name: "CryptoExtras", package: "swift-crypto", condition: .when(platforms: [.macOS])),
            ]
        ),
        .target(name: "SlipwayMasking", dependencies: ["CSlipway"]),
        .target(name: "SlipwayModel"),
        .target(
            name: "SlipwayTesting",
            dependencies: [
                "SlipwayCrypto", "SlipwayModel", "SlipwayServices", "SlipwayStore", "SlipwayStoreSQLite",
            ]
        ),
        .testTarget(name: "SlipwayModelTests", dependencies: ["SlipwayModel", "SlipwayTesting"]),
        .testTarget(
            name: "SlipwayCryptoTests",
            dependencies: [
                "SlipwayCrypto", "SlipwayModel", "SlipwayTesting", .product(name: "Crypto", package: "swift-crypto"),
            ]
        ),
        .testTarget(name: "SlipwayMaskingTests", dependencies: ["SlipwayMasking"]),
        .testTarget(name: "SlipwayWireTests", dependencies: ["SlipwayWire"]),
        .testTarget(name: "SlipwayClientTests", dependencies: ["SlipwayClient", "SlipwayTesting", "SlipwayWire"]),
        .testTarget(
            name: "SlipwayStoreTests",
            dependencies: ["SlipwayModel", "SlipwayStore", "SlipwayStoreSQLite", "SlipwayTesting"]
        ),
        .testTarget(
            name: "SlipwayStoreSQLiteTests",
            dependencies: [
                "SlipwayModel", "SlipwayStore", "SlipwayStoreSQLite", "SlipwayTesting",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]
        ),
        .testTarget(
            name: "SlipwayServicesTests",
            dependencies: [
                "SlipwayCrypto", "SlipwayModel", "SlipwayServices", "SlipwayStore", "SlipwayStoreSQLite",
                "SlipwayTesting",
            ]
        ),
        .testTarget(
            name: "SlipwayHTTPTests",
            dependencies: [
                "SlipwayCrypto", "SlipwayHTTP", "SlipwayModel", "SlipwayServices", "SlipwayStore", "SlipwayTesting",
                "SlipwayWire",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        .testTarget(
            name: "SlipwayCLITests",
            dependencies: [
                "SlipwayCLI", "SlipwayMasking", "SlipwayModel", "SlipwayWire",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "SlipwayClient", "SlipwayModel", "SlipwayStore", "SlipwayStoreSQLite", "SlipwayTesting", "SlipwayWire",
                "slipway",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            path: "Tests/EndToEnd",
            exclude: ["Scripts"]
        ),
    ],
    swiftLanguageModes: [.v6]
)

for target in package.targets where target.type != .system {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .treatAllWarnings(as: .error),
    ]
}
