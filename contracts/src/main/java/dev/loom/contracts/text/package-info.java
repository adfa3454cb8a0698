/// Text that is shown or sent in part.
///
/// Entry point: [TextTruncator]. Depends on the JDK only.
package dev.loom.contracts.text;
