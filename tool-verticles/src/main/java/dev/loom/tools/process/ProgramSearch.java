package dev.loom.tools.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Finds the programs of command lines.
final class ProgramSearch {
  private ProgramSearch() {}

  /// Returns a command line with the path of its program.
  ///
  /// @throws IOException if the program does not exist; the wrapper programs would hide this error
  static List<String> resolve(List<String> command, String searchPath, Path directory)
      throws IOException {
    if (command.isEmpty()) {
      throw new IOException("The command is empty");
    }
    var line = new ArrayList<String>();
    line.add(find(command.getFirst(), searchPath, directory).toString());
    line.addAll(command.subList(1, command.size()));
    return line;
  }

  /// @throws IOException if the program does not exist
  static Path find(String program, String searchPath, Path directory) throws IOException {
    if (program.contains("/")) {
      var path = directory.resolve(program);
      if (Files.isRegularFile(path) && Files.isExecutable(path)) {
        return path;
      }
      throw new IOException("Cannot run '" + program + "': it is not an executable file");
    }
    for (var entry : searchPath.split(":")) {
      var path = directory.resolve(entry).resolve(program);
      if (!program.isEmpty() && Files.isRegularFile(path) && Files.isExecutable(path)) {
        return path;
      }
    }
    throw new IOException("Cannot run '" + program + "': it is not on the PATH");
  }
}
