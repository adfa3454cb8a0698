/// Tools that search: text in files, and files by name.
///
/// Entry points: [dev.loom.tools.search.SearchFilesTool] and [dev.loom.tools.search.GlobFindTool].
/// All patterns match in linear time. No file is changed.
package dev.loom.tools.search;
