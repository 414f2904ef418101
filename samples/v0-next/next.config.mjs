let userConfig = undefined
try {
  userConfig = await import("./v0-user-next.config.mjs")
} catch (e) {
  // no config of the user
}

/** @type {import('next').NextConfig} */
const nextConfig = {
  eslint: { ignoreDuringBuilds: true },
  typescript: { ignoreBuildErrors: true },
  images: { unoptimized: true },
}

export default { ...nextConfig, ...(userConfig?.default ?? {}) }
