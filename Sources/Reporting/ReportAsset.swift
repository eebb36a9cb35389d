import CReportAssets
import Crypto
import Foundation

/// The style sheet or the script that the build embedded, ready to stand in a page.
struct ReportAsset: Sendable {
    /// The element with its tags, UTF-8.
    let element: [UInt8]
    /// The source expression of a content security policy that admits exactly this text.
    let policySource: String

    static let style = ReportAsset(reportAssetStyle(), name: "style")
    static let script = ReportAsset(reportAssetScript(), name: "script")

    /// Comments around a CDATA section let XML parsers read the content as HTML parsers do.
    private init(_ asset: ReportAssetBytes, name: String) {
        let text = UnsafeBufferPointer(start: asset.bytes, count: asset.count)
        let content = Array("/*<![CDATA[*/\n".utf8) + text + Array("/*]]>*/".utf8)
        element = Array("<\(name)>".utf8) + content + Array("</\(name)>".utf8)
        policySource = "'sha256-\(Data(SHA256.hash(data: content)).base64EncodedString())'"
    }
}
