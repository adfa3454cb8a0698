/// Tools that search: text in files, and files by name.
///
/// Entry points: [dev.loom.tools.search.SearchFilesTool] and [dev.loom.tools.search.GlobFindTool].
/// All patterns are matched in linear time. The tools never change a file.
package dev.loom.tools.search;
