/// Tools that find: text in files, and files by name.
///
/// [dev.loom.tools.search.SearchFilesTool] and [dev.loom.tools.search.GlobFindTool] are the doors.
/// All patterns run in time linear to what they are matched with. Nothing here changes a file.
package dev.loom.tools.search;
