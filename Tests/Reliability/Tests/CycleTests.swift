import Artifacts
import Basis
import CHDF5
import Foundation
import HDF5
import Testing

/// Opening, reading and closing leaves nothing behind, however often and however it ends.
@Suite struct CycleTests {
    // In a process of its own: other tests open files at the same time.
    @Test func filesAndImagesLeaveNothingBehind() async {
        await #expect(processExitsWith: .success) {
            let cycles = try Cycles()
            let count = Campaign.count(short: 500, long: 10_000)
            // The first ones fill the caches of the allocator and of libhdf5.
            for index in 0..<200 { try cycles.turn(index) }
            let before = try Cycles.Held()
            for index in 0..<count { try cycles.turn(index) }
            let after = try Cycles.Held()
            #expect(after.descriptors == before.descriptors)
            #expect(after.identifiers == 0)
            let growth = after.resident - before.resident
            if Campaign.isLong {
                print("\(count) cycles: \(after.descriptors) descriptors, \(growth >> 10) KiB more")
            }
            #expect(growth < 20 << 20, "\(growth) bytes in \(count) cycles")
            try cycles.remove()
        }
    }
}

private struct Cycles {
    private let folder: URL
    private let image: [UInt8]
    private let files = PosixFileSystem()

    /// What the process holds.
    struct Held {
        let descriptors: Int
        /// Open objects of libhdf5.
        let identifiers: Int
        /// Bytes of memory.
        let resident: Int

        init() throws {
            descriptors = try FileManager.default.contentsOfDirectory(atPath: "/dev/fd").count
            // Files, datasets, groups, datatypes and attributes of all files.
            identifiers = Int(H5Fget_obj_count(0x1f, 0x1f))
            #if os(Linux)
                let text = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
                resident =
                    (Int(text.split(separator: " ")[1]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
            #else
                resident = 0
            #endif
        }
    }

    init() throws {
        folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("qscreen-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        image = ImageSeeds.all[3]
    }

    func remove() throws { try FileManager.default.removeItem(at: folder) }

    /// One of everything, the ways that fail included.
    func turn(_ index: Int) throws {
        let opened = try LabelledFile(decoding: image, name: "image.h5")
        let raw = try HDF5.File(image: image)
        for name in try raw.root.memberNames() { _ = try raw.root.dataset(name).storedSize() }
        if index.isMultiple(of: 2) { try raw.close() }
        _ = try opened.encoded()
        var damaged = image
        damaged[(index &* 7919) % damaged.count] ^= 0xff
        _ = try? LabelledFile(decoding: damaged, name: "damaged.h5")
        _ = try? LabelledFile(decoding: Array(image.prefix(index % image.count)), name: "cut.h5")

        let path = folder.appendingPathComponent("file").path
        try AtomicFile.write(image, to: path)
        guard try files.contents(of: path) == image else {
            throw Failure(.internal, "other bytes", place: path)
        }
        _ = try? files.contents(of: path + "/none")
        _ = try? files.contents(of: folder.path)
        _ = try? AtomicFile.write(image, to: path + "/none")
        _ = try files.names(in: folder.path)
    }
}
