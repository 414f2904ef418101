package io.homeport.deploy.deployment;

import java.nio.file.Path;

/**
 * A disk that deployments write to, as it was found.
 *
 * @param folder what of Homeport's lies on it
 * @param freeBytes how much can be written
 */
record Disk(Path folder, long freeBytes) {}
