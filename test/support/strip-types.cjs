// Jest transform: TypeScript by type stripping, the same way Node runs it, so that positions stay exact.
const { createHash } = require('node:crypto')
const { stripTypeScriptTypes } = require('node:module')

module.exports = {
  getCacheKey: (source, path) =>
    createHash('sha1').update(process.version).update(path).update(source).digest('hex'),
  process: (source) => ({ code: stripTypeScriptTypes(source, { mode: 'strip' }) }),
}
