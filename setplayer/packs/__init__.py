"""Packs: an arc with all that its sound depends on, in one file for other rooms, and where they are installed.

A pack is a zip of stored members: `manifest.json`, and each content under its hash. Its version is the content
address of the manifest, which has the hash of everything else: nothing in it can change without another version.
Packs are hostile until all of them was verified; until then nothing is written. May import `arc`, `library`,
`soundscape` and what is below those.
"""
