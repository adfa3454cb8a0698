package dev.loom.contracts.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks a key in whose value `~`, `$NAME` and `${NAME}` are replaced when the configuration is
/// loaded, as [EnvironmentReferences#expand] does. Not for secrets: a loaded configuration may be
/// shown.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Expanded {}
