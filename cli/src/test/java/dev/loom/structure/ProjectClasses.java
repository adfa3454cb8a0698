package dev.loom.structure;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.stream.Stream;

/// Provides the compiled main classes of all modules on the class path of the command.
final class ProjectClasses {
  static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.loom");

  private ProjectClasses() {}

  /// Returns the classes of a module.
  static List<JavaClass> of(Repository.Module module) {
    return ALL.stream().filter(each -> module.owns(each.getPackageName())).toList();
  }

  /// Returns the dependencies of a class on classes of this project.
  static Stream<Dependency> projectDependencies(JavaClass user) {
    return user.getDirectDependenciesFromSelf().stream()
        .filter(use -> use.getTargetClass().getPackageName().startsWith("dev.loom"));
  }
}
