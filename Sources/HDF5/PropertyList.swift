import CHDF5

/// The creation and access lists of libhdf5.
enum PropertyList {
    static func make(_ kind: hid_t, path: String) throws -> Handle {
        try Handle(.propertyList, "H5Pcreate", path: path) { H5Pcreate(kind) }
    }

    /// An access list for a file that lives in `image`.
    ///
    /// Closing the list calls back into the image, so the handle keeps it.
    static func makeAccess(to image: Image) throws -> Handle {
        let list = try Handle(.propertyList, "H5Pcreate", path: "/", image: image) {
            H5Pcreate(qs_file_access())
        }
        try list.use { list in
            try Library.check("H5Pset_file_image", "/") { qs_access_image(list, image.memory) }
        }
        return list
    }

    /// Settings of groups: no times, members and attributes listed in the order of making.
    static func keepOrder(_ list: hid_t, path: String) throws {
        try withoutTimes(list, path: path)
        try Library.check("H5Pset_link_creation_order", path) {
            H5Pset_link_creation_order(list, UInt32(qs_creation_order()))
        }
        // More than eight members would otherwise move to a heap, and libhdf5 1.10 can crash on
        // a damaged one (it releases a table of links that it has not filled).
        try Library.check("H5Pset_link_phase_change", path) {
            H5Pset_link_phase_change(list, 1024, 0)
        }
    }

    /// Settings of every object: no times, attributes in order and in the object header.
    ///
    /// The header carries a checksum; the heap that more than eight attributes would otherwise
    /// move to makes larger files and has had faults with creation order.
    static func withoutTimes(_ list: hid_t, path: String) throws {
        try Library.check("H5Pset_obj_track_times", path) { H5Pset_obj_track_times(list, false) }
        try Library.check("H5Pset_attr_creation_order", path) {
            H5Pset_attr_creation_order(list, UInt32(qs_creation_order()))
        }
        try Library.check("H5Pset_attr_phase_change", path) {
            H5Pset_attr_phase_change(list, 1024, 0)
        }
    }
}
