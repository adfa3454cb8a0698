package dev.loom.risk;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChangedPathsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "rm -rf build",
        "rm -rf ./app/build/",
        "rm app/build/libs/x.jar",
        "rm -rf app",
        "cd app && rm -rf build",
        "sh -c 'rm -rf build'",
        "echo x > app/build/notes.txt",
        "echo x >> build/notes.txt",
        "sed -i s/a/b/ app/build/x",
        "find . -name '*.jar' -delete",
        "git clean -fdx",
        "rsync -a --delete src/ out/",
        "for d in build dist; do rm -rf \"$d\"; done",
        "rm -rf \"$TARGET\"",
        "rm -rf {build,dist}",
        "rm -rf */build",
        "rm -rf b*",
        "rm -rf *",
        "mv app/build /tmp/x",
        "dd if=/dev/zero of=app/build/x",
        "xargs rm -rf <<EOF\nbuild\nEOF",
        "find app/build -type f | xargs rm",
        "rm -rf /home/u/project/app/build"
      })
  void aDirectoryIsNamed(String line) {
    assertTrue(ChangedPaths.of(List.of(line)).mayChange("app/build"), line);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rm -rf build | node_modules",
        "rm -rf build/x | app/dist",
        "npm run build | build",
        "ls build | build",
        "cat build/log | build",
        "rm notes.txt | build",
        "cp a b | build",
        "git clean -fdx | .git"
      })
  void aDirectoryIsNotNamed(String line, String directory) {
    assertFalse(ChangedPaths.of(List.of(line)).mayChange(directory), line);
  }
}
