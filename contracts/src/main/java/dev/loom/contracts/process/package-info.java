/// Process definitions, parsed and validated.
package dev.loom.contracts.process;
