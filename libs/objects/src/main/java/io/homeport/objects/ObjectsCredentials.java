package io.homeport.objects;

/** What opens a place for objects that is not everybody's. */
public sealed interface ObjectsCredentials permits S3Credentials, SftpCredentials {}
