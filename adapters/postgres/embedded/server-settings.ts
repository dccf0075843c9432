/**
 * The settings of the embedded server. Nothing acknowledged may be lost, so whatever trades durability for speed stays
 * on the safe side; memory suits a small machine. `settings` of the caller come last and win.
 */
export function serverSettings(
  endpoint: Record<string, string>,
  settings: Record<string, string> = {},
): Record<string, string> {
  return { ...durability, ...resources, ...logging, ...settings, ...endpoint }
}

/** Settings as arguments of the server program, in a stable order. */
export function settingArguments(settings: Record<string, string>): string[] {
  return Object.keys(settings)
    .toSorted()
    .flatMap((name) => ['-c', `${name}=${settings[name]}`])
}

const durability = {
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  // The programs are built without lz4 and zstd, and the one that is left costs more processor than it saves.
  wal_compression: 'off',
}

const resources = {
  max_connections: '60',
  shared_buffers: '128MB',
  wal_buffers: '16MB',
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  jit: 'off',
  timezone: 'UTC',
}

// Standard error goes to a file of ours. Values of parameters and the details of errors may be personal data.
const logging = {
  logging_collector: 'off',
  log_destination: 'stderr',
  log_timezone: 'UTC',
  log_line_prefix: '%m [%p] ',
  log_statement: 'none',
  log_min_duration_statement: '-1',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
}
