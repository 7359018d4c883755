console.log('tga');
