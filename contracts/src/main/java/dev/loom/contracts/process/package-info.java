/// What a process definition says, once it has been read and validated.
package dev.loom.contracts.process;
